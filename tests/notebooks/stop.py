"""What Stop does to a kernel that trains: interrupts it as JupyterLab does and prints JSON.

Run by stop_test.ts with the environment's python, in the folder notebooks/.
"""
import json
import time

from jupyter_client.manager import start_new_kernel

TRAINING = """
import { createDetector, decodeCategory, loadCategory, stopSignal } from "../lib/mod.ts";
const category = await loadCategory("../data/sample/bottle");
const detector = await createDetector("daad", category, { imageSize: 32 });
const { train } = await decodeCategory(category, detector.config);
let steps = 0;
"""
ENDLESS = """
await detector.fit(train, {
  seed: 0,
  signal: stopSignal(),
  onProgress: ({ done }) => { steps = done; if (done === 3) console.log("training"); },
});
"""
AFTERWARDS = "console.log(JSON.stringify([steps >= 3, detector.parameterCount > 0]))"


def run(client, code, on_output=None, timeout=120):
    """Executes a cell; returns the text it printed and the kernel's reply."""
    text = []

    def hear(message):
        if message["header"]["msg_type"] == "stream":
            text.append(message["content"]["text"])
            if on_output:
                on_output()

    reply = client.execute_interactive(code, output_hook=hear, timeout=timeout)
    return "".join(text), reply["content"]


def main():
    manager, client = start_new_kernel(kernel_name="deno")
    try:
        process = manager.provisioner.pid
        run(client, TRAINING)
        stops = []
        for _ in range(2):
            pressed = []

            def press():
                pressed.append(time.monotonic())
                manager.interrupt_kernel()

            _, reply = run(client, ENDLESS, press)
            stops.append({
                "seconds": time.monotonic() - pressed[0],
                "error": reply.get("ename"),
                "message": reply.get("evalue"),
            })
        manager.interrupt_kernel()  # nothing runs: must do nothing
        text, reply = run(client, AFTERWARDS)
        print(json.dumps({
            "stops": stops,
            "status": reply["status"],
            "state": json.loads(text),
            "survived": manager.provisioner.pid == process and manager.is_alive(),
        }))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main()
