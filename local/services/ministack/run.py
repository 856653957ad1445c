"""Runs MiniStack so that nothing of it outlives whoever started it, however that one ends.

`run.py FOLDER` is the guard: it takes the folder for itself, starts MiniStack in a session of its own, prints its
process id, and waits until its standard input closes (the starter closed it, or was killed) or MiniStack ends. Then it stops MiniStack, which
saves its state, and kills the whole session: MiniStack does not stop the functions' workers itself.
`run.py serve` is MiniStack, with a judge for the doors. It watches the guard in the same way.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

# Saving the state takes well under a second; hypercorn waits up to 3 s for open requests first.
STOP_SECONDS_MAX = 8.0
# EX_TEMPFAIL of sysexits.h: another run has the folder.
IN_USE = 75


def guard(folder: str) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    unwanted = threading.Event()
    after_end_of_input(unwanted.set)
    lock = open(os.path.join(folder, "lock"), "w")  # Held until this process ends, however it ends.
    if not take(lock, unwanted):
        return IN_USE
    scratch = os.environ["TMPDIR"]
    shutil.rmtree(scratch, ignore_errors=True)  # What a killed run left: unpacked functions.
    os.makedirs(scratch)
    child = subprocess.Popen(
        [sys.executable, "-I", __file__, "serve"], stdin=subprocess.PIPE, start_new_session=True, cwd=scratch
    )
    # Not an exception in the main thread: it may be inside wait().
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=stop, args=(child,), daemon=True).start())
    print(child.pid, flush=True)
    threading.Thread(target=lambda: unwanted.wait() and stop(child), daemon=True).start()
    code = child.wait()
    signal_group(child.pid, signal.SIGKILL)
    return code


def take(lock, unwanted: threading.Event) -> bool:
    """A run that was killed may still be saving what it holds: that is waited for."""
    for attempt in range(int((STOP_SECONDS_MAX + 1) * 10)):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if attempt == 0:
                print("waiting", flush=True)
            if unwanted.wait(0.1):
                break
    return False


def stop(child: "subprocess.Popen[bytes]") -> None:
    # The workers too: MiniStack would wait for each function under way.
    signal_group(child.pid, signal.SIGTERM)
    try:
        child.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        signal_group(child.pid, signal.SIGKILL)


def serve() -> None:
    after_end_of_input(stop_this_group)
    from ministack import app

    judge_for_doors(app)
    keep_queues_whatever_the_port()
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # Isolated mode leaves it out.
    sys.dont_write_bytecode = True  # Nothing beside the sources.
    import embedded_metrics

    embedded_metrics.install()
    sys.argv = ["ministack"]
    app.main()


def judge_for_doors(app) -> None:
    """A caller's own signed request to an HTTP API, with the header `x-holdfast-judge: <api id> <stage>` added by a door,
    is judged as MiniStack judges it (time, signature, session, policies), and not carried out: 200 and the caller, or 403.

    The id is needed: two regions' APIs have one domain name in common, and MiniStack would take either.
    """
    carry_out = app._handle_execute_api_request

    async def judge_or_carry_out(host, path, method, headers, body, query_params, **rest):
        if (place := headers.get("x-holdfast-judge")) is None:
            return await carry_out(host, path, method, headers, body, query_params, **rest)
        from ministack.services.apigateway import _iam_caller_identity_v2

        api_id, stage = place.split(" ")
        denied = app._enforce_execute_api(api_id, stage, method, path, headers, query_params)
        caller = None if denied else _iam_caller_identity_v2(headers, query_params)
        if denied or caller is None:
            return denied or (403, {}, b"")
        return 200, {"Content-Type": "application/json"}, json.dumps(caller).encode()

    app._handle_execute_api_request = judge_or_carry_out


def keep_queues_whatever_the_port() -> None:
    """A queue is kept under its URL, and the URL holds the port, which is another one after the next start: its messages could still be
    received, and would no longer be brought to functions. Callers see the URL by which they called, as ever.
    """
    from ministack.services import sqs

    sqs.DEFAULT_PORT = "4566"
    sqs._CANONICAL_NETLOC = f"{sqs.DEFAULT_HOST}:{sqs.DEFAULT_PORT}"


def stop_this_group() -> None:
    os.killpg(0, signal.SIGTERM)
    time.sleep(STOP_SECONDS_MAX)
    os.killpg(0, signal.SIGKILL)


def after_end_of_input(act) -> None:
    def watch() -> None:
        # Straight from the descriptor: a buffered reader's lock would block the interpreter's end.
        while os.read(0, 4096):
            pass
        act()

    threading.Thread(target=watch, daemon=True).start()


def signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        pass  # Nobody was left.


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        sys.exit(guard(sys.argv[1]))
