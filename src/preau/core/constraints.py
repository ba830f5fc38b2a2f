"""What must never be false, said in the database."""

from django.db.models import CheckConstraint, Q


def both_or_neither(first: str, second: str, *, name: str) -> CheckConstraint:
    """Constrain two nullable columns to be filled together (an instant and its author)."""
    filled = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    empty = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    return CheckConstraint(condition=filled | empty, name=name)


def one_of(column: str, values: list[str], *, name: str) -> CheckConstraint:
    """Constrain a column to listed codes, also where no form stands in the way."""
    return CheckConstraint(condition=Q(**{f"{column}__in": values}), name=name)
