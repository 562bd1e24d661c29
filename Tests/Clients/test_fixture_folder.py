"""Which folders of fixtures are refused at the start, and what clients need of the built-in ones."""
import json
import os
import subprocess

import pytest

from gateway import BINARY, clean_environment


def refusal(folder):
    done = subprocess.run([BINARY, "serve", "--port", "0", "--fixtures", folder], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=20, env=clean_environment())
    assert not done.stdout
    return done.returncode, done.stderr.decode()


@pytest.fixture
def users(tmp_path):
    folder = tmp_path / "api/v2/users"
    folder.mkdir(parents=True)
    return folder


def test_a_link_that_leads_nowhere(tmp_path, users):
    (users / "GET.json").symlink_to("nowhere.json")
    status, error = refusal(tmp_path)
    assert status == 66 and "users/GET.json" in error and error.count("\n") == 1


def test_a_name_that_is_no_utf8(tmp_path, users):
    with open(os.fsencode(users) + b"/GET\xff.json", "w") as file:
        file.write("{}")
    status, error = refusal(tmp_path)
    assert status == 65 and "no UTF-8" in error and error.count("\n") == 1


def test_what_terraform_asks_for_at_its_start(start):
    """It crashes without the country code, and stops where the organization has no products."""
    gateway = start()
    asking = {"Authorization": f"Bearer {gateway.token()}"}
    status, _, body = gateway.call("GET", "/api/v2/organizations/me", headers=asking)
    assert status == 200 and json.loads(body)["defaultCountryCode"] == "US"
    status, _, body = gateway.call("GET", "/api/v2/authorization/products", headers=asking)
    products = json.loads(body)
    assert status == 200 and products["total"] == len(products["entities"]) > 0
    assert all(product["id"] for product in products["entities"])
