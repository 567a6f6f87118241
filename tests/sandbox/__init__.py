"""Tests of the sandbox: real processes are shut in and try to get out."""
