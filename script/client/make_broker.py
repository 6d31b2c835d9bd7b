"""Prints artemis/broker.xml, which is named as the argument, with the acceptors, accounts and plugins of settings.

The environment has BROKER_HOST, BROKER_PORT, AMQP_PORT, BROKER_KEYSTORE, BROKER_KEYSTORE_PASSWORD, MAX_BODY_BYTES,
TASK_TTL and PRODUCERS. With the second argument "users" or "roles" it prints that file of accounts instead; EVALX_SECRET,
PRODUCER_SECRET and ADMIN_SECRET are the passwords of the three accounts that each broker has. The Java class
EmbeddedBroker does the same for the embedded broker.
"""

import os
import re
import sys
import urllib.parse
from xml.sax.saxutils import escape

MANAGE = ("createAddress", "deleteAddress", "createDurableQueue", "deleteDurableQueue", "browse")
RECEIVE = (*MANAGE, "createNonDurableQueue", "deleteNonDurableQueue", "consume")
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def setting(name, default=""):
    return os.environ.get(name) or default


def producers():
    """The accounts of PRODUCERS, which the server checks: names and secrets."""
    for text in setting("PRODUCERS").split(","):
        name, _, secret = text.strip().partition(":")
        if NAME.fullmatch(name) and secret:
            yield name, secret


def acceptor(name, port, protocol):
    parameters = {"protocols": protocol, "tcpNoDelay": "true"}
    if setting("BROKER_KEYSTORE"):
        parameters.update(
            sslEnabled="true",
            keyStoreType="PKCS12",
            keyStorePath=setting("BROKER_KEYSTORE"),
            keyStorePassword=setting("BROKER_KEYSTORE_PASSWORD"),
        )
    query = ";".join(f"{key}={urllib.parse.quote(value, safe='/')}" for key, value in parameters.items())
    host = setting("BROKER_HOST", "127.0.0.1")
    host = f"[{host}]" if ":" in host else host
    return f'      <acceptor name="{name}">{escape(f"tcp://{host}:{port}?{query}")}</acceptor>\n'


def acceptors():
    lines = acceptor("clients", setting("BROKER_PORT"), "CORE")
    if setting("AMQP_PORT"):
        lines += acceptor("amqp", setting("AMQP_PORT"), "AMQP")
    return f"<acceptors>\n{lines}    </acceptors>"


def plugin(name, key, value):
    return (
        f'      <broker-plugin class-name="evalx.adapter.{name}">\n'
        f'        <property key="{key}" value="{value}"/>\n      </broker-plugin>\n'
    )


def plugins():
    """Refuse jobs that are delayed too far, and AMQP messages that no listener can read."""
    lines = plugin("RefuseFarDelay", "max-delay-millis", 1000 * int(setting("TASK_TTL", "3600")))
    if setting("AMQP_PORT"):
        longest = 2 * int(setting("MAX_BODY_BYTES", str(1 << 20))) + (256 << 10)
        lines += plugin("RefuseUnreadable", "max-bytes", longest)
    return f"    <broker-plugins>\n{lines}    </broker-plugins>\n"


def rule(name):
    """Nobody but an account, EvalX and operators has to do with its replies."""
    own = f"replies-{name}"
    lines = [f'      <security-setting match="evalx.replies.{name}.#">']
    for kind in (*RECEIVE, "send"):
        roles = [own] * (kind in RECEIVE) + ["evalx"] * (kind in (*MANAGE, "send")) + ["admin"] * (kind == "browse")
        lines.append(f'        <permission type="{kind}" roles="{",".join(roles)}"/>')
    return "\n".join([*lines, "      </security-setting>\n"])


def configuration(text):
    text = re.sub(r"<acceptors>.*?</acceptors>", lambda _: acceptors(), text, flags=re.DOTALL)
    rules = "".join(rule(name) for name, _ in producers())
    text = text.replace("    </security-settings>", rules + "    </security-settings>")
    return text.replace("  </core>", plugins() + "  </core>")


def accounts():
    yield "evalx", setting("EVALX_SECRET"), "evalx"
    yield setting("PRODUCER_USER", "producer"), setting("PRODUCER_SECRET"), "producer"
    yield "admin", setting("ADMIN_SECRET"), "admin"
    for name, secret in producers():
        yield name, secret, f"sender,replies-{name}"


def property_text(text):
    """As Java's properties want it."""
    return re.sub(r"([\\#!=: ])", r"\\\1", text)


def users():
    return "".join(f"{name} = {property_text(secret)}\n" for name, secret, _ in accounts())


def roles():
    """By role, as the login module reads them."""
    members = {}
    for name, _, roles_of_account in accounts():
        for role in roles_of_account.split(","):
            members.setdefault(role, []).append(name)
    return "".join(f"{role} = {','.join(names)}\n" for role, names in members.items())


def main():
    kind = sys.argv[2] if len(sys.argv) > 2 else ""
    if kind == "users":
        sys.stdout.write(users())
    elif kind == "roles":
        sys.stdout.write(roles())
    else:
        with open(sys.argv[1], encoding="utf-8") as file:
            sys.stdout.write(configuration(file.read()))


if __name__ == "__main__":
    main()
