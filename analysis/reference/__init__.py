"""Pages of reference made from the declarations: parameters, indicators, scenarios, policies, products, stresses,
facts and sources, each with an anchor for every entry; and a page of code for each part of the package."""
