"""Mesa's own page on our market: controls and sliders, a field of firms, charts. Needs the extra `viz`."""
