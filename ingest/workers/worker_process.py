"""How a worker process is started and what it may use up."""

import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# Loaded once by the fork server and shared by all workers: unstructured alone costs seconds.
_PRELOADED = ["ingest.workers.preloaded"]


class _LeanProcess(ForkServerProcess):
    """A worker that does not import the program that started it.

    multiprocessing would run ``attest``'s own main module in each worker, and with it the models
    and the server: seconds, and gigabytes against the memory limit.
    """

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:
        with _no_main_module():
            return ForkServerProcess._Popen(process_obj)


class _LeanContext(ForkServerContext):
    Process = _LeanProcess


def worker_context() -> ForkServerContext:
    """A multiprocessing context that forks workers from a clean process: no threads, no locks."""
    context = _LeanContext()
    context.set_forkserver_preload(_PRELOADED)
    return context


def prepare_worker(memory_bytes: int) -> None:
    """Caps a worker's address space: a bomb fails with MemoryError instead of taking the machine.

    Runs at the start of each worker.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash of a bank's document leaves no dump


def guarded(seconds: float, task: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs a task with so much more processor time for this process, which dies when it is spent.

    The pool's time limit does the same from outside; this holds when the parent is gone.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))
    return task(*args, **kwargs)


@contextmanager
def _no_main_module() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
