from . import answer, counter, loop, mailtext, nps, sampling, scale, window
