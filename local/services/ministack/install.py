"""Creates the virtual environment of MiniStack: `python3 install.py FOLDER REQUIREMENTS MARKER_TEXT`.

One installer at a time: the kernel frees the lock however its holder ends. The marker is written last, so
a folder without it is a half-done installation and is made anew. It ends, and pip with it, when its standard
input closes: the starter was told to stop, or was killed.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import venv


def main(folder: str, requirements: str, marker_text: str) -> None:
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    marker = os.path.join(folder, "installed")
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_installed(marker, marker_text):
            return
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        python = os.path.join(folder, "bin", "python")
        pip = [python, "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"]
        subprocess.run([*pip, "--require-hashes", "--prefer-binary", "-r", requirements], check=True)
        with open(marker + ".tmp", "w") as file:
            file.write(marker_text)
        os.replace(marker + ".tmp", marker)


def is_installed(marker: str, marker_text: str) -> bool:
    try:
        with open(marker) as file:
            return file.read() == marker_text
    except FileNotFoundError:
        return False


def end_with_starter() -> None:
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_starter, daemon=True).start()
try:
    main(*sys.argv[1:4])
except subprocess.CalledProcessError as error:
    sys.exit(f"{os.path.basename(error.cmd[0])} ended with exit code {error.returncode}.")
except OSError as error:
    sys.exit(str(error))
