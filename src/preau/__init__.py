"""Préau: how a French Region equips, maintains and connects its public lycées."""
