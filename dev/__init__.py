"""The runner behind `./run`: standard library only."""
