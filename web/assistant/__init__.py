"""`zhengsou mcp`: the searcher as tools of an assistant, by the Model Context Protocol."""
