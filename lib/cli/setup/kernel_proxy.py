"""Stands between a front end and Deno's kernel, and ends Run All at an error or Stop.

    python kernel_proxy.py CONNECTION_FILE COMMAND...

Front ends send all cells of Run All at once. By the protocol (`stop_on_error`) it is the kernel
that answers the waiting ones with `aborted` after an error; Deno's goes on with them. This program
holds them and hands the kernel one after the other; after an error, or a Stop, it gives that
answer. All else passes through as it is, signatures included.

COMMAND starts the kernel; the name of its own connection file is appended.
"""
import hmac
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections import deque
from datetime import datetime, timezone

import zmq

DELIMITER = b"<IDS|MSG>"
CHANNELS = ("shell", "control", "stdin", "iopub", "hb")
FRONT = dict(zip(CHANNELS, (zmq.ROUTER, zmq.ROUTER, zmq.ROUTER, zmq.PUB, zmq.REP)))
BACK = dict(zip(CHANNELS, (zmq.DEALER, zmq.DEALER, zmq.DEALER, zmq.SUB, zmq.REQ)))
# A front end that sends several cells at once has sent them when nothing comes for so long.
QUIET_MS = 50
# How long outputs of a kernel that ended are waited for, and how long a full socket may take.
LAST_MS = 200


class Message:
    """What stands behind the identities: signature, header, parent, metadata, content, buffers."""

    def __init__(self, frames):
        at = frames.index(DELIMITER)
        self.identities, self.frames = frames[:at], frames[at:]
        self.header, self.parent = json.loads(frames[at + 2]), json.loads(frames[at + 3])
        self.id, self.type = self.header["msg_id"], self.header["msg_type"]

    @property
    def content(self):
        return json.loads(self.frames[5])


class Proxy:
    def __init__(self, connection, command):
        self.key = connection["key"].encode()
        self.digest = connection["signature_scheme"].removeprefix("hmac-")
        self.session = uuid.uuid4().hex
        self.waiting = deque()  # messages of the shell that came behind a cell that runs
        self.running = None  # the execute_request that the kernel has
        self.interrupted = False  # while it ran
        self.senders = {}  # msg_id of a request -> identities of who sent it
        self.context = zmq.Context()
        identity = uuid.uuid4().hex.encode()  # one for all: the kernel asks back on stdin by it
        self.front, self.back = {}, {}
        inner = dict(connection)
        for name in CHANNELS:
            self.front[name] = self.context.socket(FRONT[name])
            self.back[name] = self.context.socket(BACK[name])
            for socket in (self.front[name], self.back[name]):
                socket.set_hwm(0)  # nothing is dropped, however fast it comes
            if BACK[name] == zmq.DEALER:
                self.back[name].identity = identity
            self.front[name].bind(address(connection, name))
        self.back["iopub"].subscribe(b"")
        inner.update(transport="tcp", ip="127.0.0.1", **free_ports())
        handle, self.file = tempfile.mkstemp(suffix=".json")  # readable by this user only
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(inner, file)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited: Stop must not end the kernel
        self.kernel = subprocess.Popen([*command, self.file])
        signal.signal(signal.SIGINT, lambda *_: self.interrupt())
        signal.signal(signal.SIGTERM, lambda *_: self.kernel.terminate())
        for name in CHANNELS:
            self.back[name].connect(address(inner, name))
        self.ended, ending = os.pipe()
        threading.Thread(target=lambda: (self.kernel.wait(), os.close(ending)), daemon=True).start()

    def run(self):
        """Until the kernel ends; returns its exit code."""
        self.wait_until_heard()
        sockets = {self.back["iopub"]: self.publish}  # first: outputs before their reply
        for name in ("shell", "control", "stdin"):
            sockets[self.back[name]] = lambda name=name: self.from_kernel(name)
            sockets[self.front[name]] = lambda name=name: self.from_front_end(name)
        for one, other in ((self.front, self.back), (self.back, self.front)):
            sockets[one["hb"]] = lambda to=other["hb"], at=one["hb"]: to.send(at.recv())
        poller = zmq.Poller()
        for socket in (*sockets, self.ended):
            poller.register(socket, zmq.POLLIN)
        while True:
            ready = dict(poller.poll())
            for socket, forward in sockets.items():
                if socket in ready:
                    forward()
            if self.ended in ready:
                break
        while self.back["iopub"].poll(LAST_MS):
            self.publish()
        while self.back["control"].poll(0):
            self.from_kernel("control")
        self.context.destroy(linger=LAST_MS)
        return self.kernel.returncode

    def wait_until_heard(self):
        """Asks the kernel for its name until what it publishes is heard; before, it is lost."""
        while self.kernel.poll() is None:
            self.back["shell"].send_multipart(self.compose("kernel_info_request", {}, {}))
            if self.back["shell"].poll(500):
                self.back["shell"].recv_multipart()
                if self.back["iopub"].poll(100):
                    break
        os.unlink(self.file)

    def publish(self):
        while self.back["iopub"].poll(0):
            frames = self.back["iopub"].recv_multipart(copy=False)
            self.front["iopub"].send_multipart(frames, copy=False)

    def from_kernel(self, channel):
        message = Message(self.back[channel].recv_multipart())
        request = message.parent.get("msg_id")
        if channel == "stdin":  # a question of the cell that runs
            asked = self.senders.get(request, [])
            self.front[channel].send_multipart([*asked, *message.frames])
            return
        to = self.senders.pop(request, None)
        if to is None:
            return
        done = self.running and message.type == "execute_reply" and request == self.running.id
        failed = done and self.aborts(message.content)
        if failed:
            while self.front["shell"].poll(QUIET_MS):
                self.receive()
        self.publish()
        self.front[channel].send_multipart([*to, *message.frames])
        if done:
            self.running = None
            self.hand_on(abort=failed)

    def aborts(self, reply):
        request = self.running.content
        error = reply.get("status") == "error" and request.get("stop_on_error", True)
        return self.interrupted or error and not request.get("silent", False)

    def from_front_end(self, channel):
        if channel == "shell":
            self.receive()
            self.hand_on()
            return
        message = Message(self.front[channel].recv_multipart())
        if message.type == "interrupt_request":  # Deno's kernel knows the signal only
            self.interrupt()
            self.kernel.send_signal(signal.SIGINT)
            reply = self.compose("interrupt_reply", message.header, {"status": "ok"})
            self.front[channel].send_multipart([*message.identities, *reply])
            return
        if channel == "control":
            self.senders[message.id] = message.identities
        self.back[channel].send_multipart(message.frames)

    def receive(self):
        self.waiting.append(Message(self.front["shell"].recv_multipart()))

    def hand_on(self, abort=False):
        """Gives the kernel what waits, up to the next cell; answers cells behind a failed one."""
        while self.waiting and (abort or self.running is None):
            message = self.waiting.popleft()
            execute = message.type == "execute_request"
            if abort and execute:
                self.answer_aborted(message)
                continue
            if execute:
                self.running, self.interrupted = message, False
            self.senders[message.id] = message.identities
            self.back["shell"].send_multipart(message.frames)

    def answer_aborted(self, request):
        self.status("busy", request)
        reply = self.compose("execute_reply", request.header, {"status": "aborted"})
        self.front["shell"].send_multipart([*request.identities, *reply])
        self.status("idle", request)

    def status(self, state, request):
        message = self.compose("status", request.header, {"execution_state": state})
        self.front["iopub"].send_multipart([b"status", *message])

    def compose(self, kind, parent, content):
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self.session,
            "username": "kernel",
            "date": datetime.now(timezone.utc).isoformat(),
            "version": "5.3",
        }
        frames = [json.dumps(part).encode() for part in (header, parent, {}, content)]
        signature = hmac.new(self.key, b"".join(frames), self.digest).hexdigest()
        return [DELIMITER, signature.encode() if self.key else b"", *frames]

    def interrupt(self):
        self.interrupted = self.running is not None


def address(connection, channel):
    port = connection[f"{channel}_port"]
    if connection["transport"] == "ipc":
        return f"ipc://{connection['ip']}-{port}"
    return f"tcp://{connection['ip']}:{port}"


def free_ports():
    """A port for each channel, none of them twice."""
    with zmq.Context() as context:
        sockets = {name: context.socket(zmq.REP) for name in CHANNELS}
        ports = {
            f"{name}_port": socket.bind_to_random_port("tcp://127.0.0.1")
            for name, socket in sockets.items()
        }
        for socket in sockets.values():
            socket.close(linger=0)
    return ports


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        connection = json.load(file)
    code = Proxy(connection, sys.argv[2:]).run()
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
