"""The entry of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govhall.config.settings")
application = get_wsgi_application()

# What is loaded by now lives as long as the process: never walk through it again. A request makes thousands of
# short-lived objects; looking for cycles after every 700 of them, as Python does by default, costs a tenth of the time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
