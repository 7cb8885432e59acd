"""The primary key of everything that people meet: made by the program, ordered by time, telling nothing else."""

from django.db import models

from govhall.kernel.identifiers import new_id


class Identified(models.Model):
    """
    A row with a UUID version 7 as its key.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
