"""How things are shown: words, language, script, marks, charts and the addresses of links."""
