"""Where allauth asks us: who may sign up, where to go afterwards, what a failure says."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Our answers to allauth's questions about accounts."""
