"""What is offered beside the hits: completions, suggestions and near spellings from the index's own words."""
