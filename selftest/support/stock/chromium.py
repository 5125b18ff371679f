"""A pytest plugin that lets stock `dash_duo` use the installed Chromium without a screen."""

import shutil

from selenium.webdriver.chrome.options import Options

from fixtures.browsers.chromium import FLAGS


def pytest_setup_options() -> Options:
    options = Options()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in FLAGS:
        options.add_argument(flag)
    return options
