"""What the kernel does with cells that are sent at once: prints what it found, as JSON.

`run_all.py --time N` prints milliseconds of N small cells and of a large output, with the proxy of
the kernel's description and without. Run with the environment's python.
"""
import json
import sys
import time

from jupyter_client.manager import KernelManager

PROXY = "kernel_proxy.py"
LIMIT = 120
LINES, LINE = 3000, 200
LARGE = 8_000_000


class Kernel:
    """The kernel of the environment, and a front end that sends without waiting."""

    def __init__(self, direct=False):
        self.manager = KernelManager(kernel_name="deno")
        if direct:  # as it was without the proxy: `sh` ignores the signal of Stop
            argv = self.manager.kernel_spec.argv
            at = next(i for i, part in enumerate(argv) if part.endswith(PROXY))
            self.manager.kernel_spec.argv = [
                "/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\"", *argv[at + 2:], argv[at + 1],
            ]
        self.manager.start_kernel()
        self.connect()

    def connect(self):
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=LIMIT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def replies(self, ids):
        found = {}
        while not found.keys() >= set(ids):  # late answers to questions of before come between
            message = self.client.get_shell_msg(timeout=LIMIT)
            found[message["parent_header"]["msg_id"]] = message["content"]["status"]
        return [found[one] for one in ids]

    def published(self, ids, length=0):
        """Text and states of each request, until all are idle and the first has so much text: the
        kernel may be idle before it has sent what a cell printed without a pause."""
        text, states = {one: "" for one in ids}, {one: [] for one in ids}
        while len(text[ids[0]]) < length or any("idle" not in found for found in states.values()):
            message = self.client.get_iopub_msg(timeout=LIMIT)
            parent = message["parent_header"].get("msg_id")
            if parent not in text:
                continue
            if message["msg_type"] == "stream":
                text[parent] += message["content"]["text"]
            elif message["msg_type"] == "status":
                states[parent].append(message["content"]["execution_state"])
        return [text[one] for one in ids], [states[one] for one in ids]

    def all(self, *cells, length=0, **options):
        ids = [self.send(cell, **options) for cell in cells]
        replies = self.replies(ids)
        texts, states = self.published(ids, length)
        return {"replies": replies, "texts": texts, "states": states}

    def stop_in(self, cell, *behind):
        """Stop, when the first cell has printed that it runs."""
        ids = [self.send(one) for one in (cell, *behind)]
        while True:
            message = self.client.get_iopub_msg(timeout=LIMIT)
            if message["msg_type"] == "stream" and message["parent_header"]["msg_id"] == ids[0]:
                break
        self.manager.interrupt_kernel()
        return self.replies(ids)


LISTENING = """
let stopped = false;
Deno.addSignalListener("SIGINT", () => { stopped = true; });
console.log("listening");
"""
TRAINING = """
console.log("running");
while (!stopped) await new Promise((resolve) => setTimeout(resolve, 10));
stopped = false;
"""


def behaviour():
    with Kernel() as kernel:
        found = {
            "error": kernel.all(
                "console.log(1)", "throw new Error('no')", "console.log(2)", "console.log(3)"),
            "later": kernel.all("console.log(4)"),
            "goingOn": kernel.all("throw 1", "console.log(5)", stop_on_error=False)["replies"],
            "listening": kernel.all(LISTENING)["replies"],
            "stop": kernel.stop_in(TRAINING, "console.log(6)", "console.log(7)"),
            "stopThrown": kernel.stop_in(TRAINING + "throw new Error('stopped')", "console.log(8)"),
        }
        kernel.manager.interrupt_kernel()  # nothing runs: must do nothing
        found["idle"] = kernel.all("console.log(9)")["texts"]
        wanted = "".join(f"{i}".ljust(LINE, ".") + "\n" for i in range(LINES))
        printing = f"for (let i = 0; i < {LINES}; i++) console.log(String(i).padEnd({LINE}, '.'))"
        found["lines"] = kernel.all(printing, length=len(wanted))["texts"][0] == wanted
        large = kernel.all(
            f"console.log('x'.repeat({LARGE}))", "console.log('after')", length=LARGE + 1)
        found["large"] = [len(text) for text in large["texts"]]
        msg_id = kernel.client.complete("Deno.readTextF")
        found["complete"] = kernel.client.get_shell_msg(timeout=LIMIT)["content"]["matches"][:1]
        msg_id = kernel.client.execute("prompt('name?')", allow_stdin=True)
        question = kernel.client.get_stdin_msg(timeout=LIMIT)["content"]["prompt"]
        kernel.client.input("Ada")
        found["asked"] = [question.strip(), *kernel.replies([msg_id])]
        kernel.client.stop_channels()
        kernel.manager.restart_kernel()
        kernel.connect()
        found["restarted"] = kernel.all("console.log(typeof stopped)")["texts"]
        kernel.client.shutdown()
        deadline = time.monotonic() + LIMIT
        while kernel.manager.is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        found["ended"] = not kernel.manager.is_alive()
    return found


def timing(count):
    found = {}
    for name in ("direct", "proxy", "direct again", "proxy again"):
        started = time.monotonic()
        with Kernel(direct=name.startswith("direct")) as kernel:
            ready = time.monotonic()
            kernel.all("1")
            began = time.monotonic()
            for _ in range(count):
                kernel.all("1")
            each = (time.monotonic() - began) / count
            began = time.monotonic()
            kernel.all(f"console.log('x'.repeat({LARGE}))", length=LARGE + 1)
            found[name] = {
                "start ms": round(1000 * (ready - started)),
                "cell ms": round(1000 * each, 2),
                "8 MB ms": round(1000 * (time.monotonic() - began)),
            }
    return found


print(json.dumps(timing(int(sys.argv[2])) if "--time" in sys.argv else behaviour()))
