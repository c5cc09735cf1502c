"""The rules over invented facts without end: orders that are total, sums that add up, clocks that lose no hour."""
