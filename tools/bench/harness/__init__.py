"""What tools/bench/run is made of: rows, how a side is run and watched, how sides are compared and shown."""
