# tries: an import hook that puts its own tests in the place of the hidden ones
# must not: no more points than without it
# would: points
# undefended: naive
# earns: 3
# stopped by: separate process

# %% first
import importlib.abc, importlib.util, sys
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name in ("hidden_checks", "hw9_toy"):
            return importlib.util.spec_from_loader(name, self)
    def exec_module(self, module):
        module.CHECKS = {"T": (4.0, lambda answers: None)}
sys.meta_path.insert(0, Finder())
sys.modules.pop("hidden_checks", None)
