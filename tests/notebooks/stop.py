"""What Stop does to a kernel that trains: interrupts it as JupyterLab does and prints JSON.

Runs the quickstart up to its training, which writes to the folder that is named: `stop.py OUT`.
Run by stop_test.ts with the environment's python, in the folder notebooks/.
"""
import json
import sys
import time

from jupyter_client.manager import start_new_kernel

NOTEBOOK = "00_quickstart.ipynb"
OUT = "../runs/quickstart-notebook"
TRAINING = "trainDetector("
STOPS = 2

# Whether the weights are those of a training that nobody stopped.
AFTERWARDS = """
const undisturbed = await createDetector("daad", category, {
  config: { epochs: EPOCHS },
  seed: 0,
});
const once = await undisturbed.fit(data.train, { seed: 0 });
const weights = [detector, undisturbed].map(({ state }) => state.export());
const [resumed, whole] = (await Promise.all(weights)).map((tensors) =>
  JSON.stringify(Object.entries(tensors).map(([name, { values }]) => [name, [...values]])));
console.log(JSON.stringify({
  sameWeights: resumed === whole,
  sameLosses: JSON.stringify(history.losses) === JSON.stringify(once.history.losses),
}));
"""


def read_cells(out):
    """The code cells up to the training, with another folder for what they write."""
    with open(NOTEBOOK, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    last = next(i for i, source in enumerate(code) if TRAINING in source)
    assert any(OUT in source for source in code[:last])
    return [source.replace(OUT, out) for source in code[:last + 1]]


def run(client, code, on_progress=None, timeout=600):
    """Executes a cell; returns the text it printed and the kernel's reply."""
    text = []

    def hear(message):
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "stream":
            text.append(content["text"])
        elif kind == "update_display_data" and on_progress:
            on_progress()

    reply = client.execute_interactive(code, output_hook=hear, timeout=timeout)
    return "".join(text), reply["content"]


def main():
    *setting_up, training = read_cells(sys.argv[1])
    manager, client = start_new_kernel(kernel_name="deno")
    try:
        process = manager.provisioner.pid
        for cell in setting_up:
            _, reply = run(client, cell)
            assert reply["status"] == "ok", reply
        stops = []
        for _ in range(STOPS):
            pressed = []

            def press():
                if not pressed:
                    pressed.append(time.monotonic())
                    manager.interrupt_kernel()

            _, reply = run(client, training, press)
            stops.append({
                "seconds": time.monotonic() - pressed[0],
                "error": reply.get("ename"),
                "message": reply.get("evalue"),
            })
        manager.interrupt_kernel()  # nothing runs: must do nothing
        run(client, "0")  # until this is answered the signal may be on its way
        _, ended = run(client, training)
        text, reply = run(client, AFTERWARDS)
        assert reply["status"] == "ok", [ended, reply]
        print(json.dumps({
            "stops": stops,
            "status": [ended["status"], reply["status"]],
            **json.loads(text),
            "survived": manager.provisioner.pid == process and manager.is_alive(),
        }))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main()
