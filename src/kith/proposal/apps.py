"""The Django application of proposal."""

from django.apps import AppConfig


class ProposalConfig(AppConfig):
    name = "kith.proposal"
    label = "proposal"
