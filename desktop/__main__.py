"""``python3 desktop [arguments]`` sets up what Claimbench needs, then starts it with the arguments."""

import sys

import bootstrap

if __name__ == "__main__":
    bootstrap.main(["-m", "claimbench", *sys.argv[1:]], [bootstrap.PROGRAM])
