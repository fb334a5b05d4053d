"""The cycle, sales and bills, trade credit, and the fallback of those short of cash."""
