"""Writes of messages. Modules: ``notifying`` (compose and queue), ``sending`` (over one channel), ``reading``."""
