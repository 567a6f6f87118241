#!/usr/bin/env bash
# Put a root file system together from layers and run a command in it, with no more rights than Docker gives to root.
#
#   unshare --mount --pid --fork ... enter_container.sh LOWER UPPER WORK ROOT [PATH]... -- COMMAND [ARGUMENT]...
#
# LOWER    read-only layers, the topmost first, with colons between
# UPPER    the layer that takes all changes; WORK is an empty folder beside it
# ROOT     an empty folder to mount them on
# PATH     of this machine, to be seen read-only as /mnt/PATH in there
#
# All mounts are gone with the namespace that this was started in.

set -Eeuo pipefail

root=$4
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" "$root"
shift 4

mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
mount -t tmpfs -o nosuid,mode=755,size=64m devices "$root/dev"
for name in null zero full random urandom tty; do
    : >"$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,noexec,mode=1777,size=64m shared-memory "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
for number_name in 0:stdin 1:stdout 2:stderr; do
    ln -s "/proc/self/fd/${number_name%:*}" "$root/dev/${number_name#*:}"
done

# The platform's name servers, which may have changed since the root file system was made.
if [[ -f /etc/resolv.conf && -f $root/etc/resolv.conf ]]; then
    mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
fi
mount -t tmpfs -o nosuid,nodev,mode=755,size=1m shown "$root/mnt"
while [[ $1 != -- ]]; do
    place=$root/mnt$1
    if [[ -d $1 ]]; then
        mkdir -p "$place"
    else
        mkdir -p "$(dirname -- "$place")"
        : >"$place"
    fi
    mount --bind "$1" "$place"
    mount -o remount,bind,ro "$place"
    shift
done
shift

if command -v ip >/dev/null; then ip link set lo up || true; fi

# Docker's default set of capabilities.
kept=chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service,net_raw,sys_chroot,mknod,audit_write,setfcap
exec setpriv --inh-caps=-all --bounding-set="-all,+${kept//,/,+}" chroot "$root" "$@"
