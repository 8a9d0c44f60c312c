from . import answer, mailtext, nps, sampling, scale, window
