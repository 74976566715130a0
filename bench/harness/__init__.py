"""Measures contenders side by side: `rounds` alternates them, `figures` condenses, `machine` says where, `page` writes it down."""
