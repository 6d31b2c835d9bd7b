"""The configuration of the broker that up --broker starts."""

import os
import pathlib
import subprocess
import sys
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORE = "{urn:activemq:core}"


def make(kind="", **settings):
    done = subprocess.run(
        [sys.executable, f"{ROOT}/script/client/make_broker.py", f"{ROOT}/artemis/broker.xml", *([kind] if kind else [])],
        env={"PATH": os.environ["PATH"], "BROKER_PORT": "61616", **settings},
        stdout=subprocess.PIPE,
        timeout=60,
        check=True,
    )
    return done.stdout.decode()


class MakeBrokerTest(unittest.TestCase):
    def core(self, **settings):
        return xml.etree.ElementTree.fromstring(make(**settings)).find(f"{CORE}core")

    def acceptors(self, **settings):
        return [acceptor.text for acceptor in self.core(**settings).iter(f"{CORE}acceptor")]

    def test_it_listens_where_the_settings_say(self):
        self.assertEqual(self.acceptors(), ["tcp://127.0.0.1:61616?protocols=CORE;tcpNoDelay=true"])
        self.assertEqual(
            self.acceptors(
                BROKER_HOST="::", AMQP_PORT="5672", BROKER_KEYSTORE="/etc/k.p12", BROKER_KEYSTORE_PASSWORD="a&b;c<d"
            ),
            [
                f"tcp://[::]:{port}?protocols={protocol};tcpNoDelay=true;sslEnabled=true;keyStoreType=PKCS12;"
                "keyStorePath=/etc/k.p12;keyStorePassword=a%26b%3Bc%3Cd"
                for port, protocol in (("61616", "CORE"), ("5672", "AMQP"))
            ],
        )

    def plugins(self, **settings):
        return {
            plugin.get("class-name"): plugin.find(f"{CORE}property").attrib
            for plugin in self.core(**settings).findall(f"{CORE}broker-plugins/{CORE}broker-plugin")
        }

    def test_jobs_that_are_delayed_too_far_are_refused(self):
        delay = {"key": "max-delay-millis", "value": "77000"}
        self.assertEqual(self.plugins(TASK_TTL="77"), {"evalx.adapter.RefuseFarDelay": delay})
        self.assertEqual(self.plugins()["evalx.adapter.RefuseFarDelay"]["value"], "3600000")

    def test_amqp_has_the_plugin_that_refuses_what_nobody_can_read(self):
        longest = {"key": "max-bytes", "value": "2359296"}
        self.assertEqual(self.plugins(AMQP_PORT="5672")["evalx.adapter.RefuseUnreadable"], longest)

    def test_each_producer_has_replies_of_its_own(self):
        rules = {
            rule.get("match"): {p.get("type"): p.get("roles") for p in rule}
            for rule in self.core(PRODUCERS="shop:secret-1,course:secret-2").iter(f"{CORE}security-setting")
        }
        own = rules["evalx.replies.shop.#"]
        self.assertEqual(own["consume"], "replies-shop")
        self.assertEqual(own["browse"], "replies-shop,evalx,admin")
        self.assertEqual(own["send"], "evalx")
        self.assertIn("evalx.replies.course.#", rules)
        self.assertIn("sender", rules["evalx.jobs.#"]["send"].split(","))
        self.assertNotIn("sender", rules["evalx.replies.#"]["consume"].split(","))

    def test_accounts_and_their_roles(self):
        settings = {
            "PRODUCERS": "shop:sec=ret#1,course:secret-2",
            "EVALX_SECRET": "e",
            "PRODUCER_SECRET": "p",
            "ADMIN_SECRET": "a",
        }
        self.assertEqual(
            make("users", **settings),
            "evalx = e\nproducer = p\nadmin = a\nshop = sec\\=ret\\#1\ncourse = secret-2\n",
        )
        self.assertEqual(
            make("roles", **settings),
            "evalx = evalx\nproducer = producer\nadmin = admin\nsender = shop,course\nreplies-shop = shop\n"
            "replies-course = course\n",
        )


if __name__ == "__main__":
    unittest.main()
