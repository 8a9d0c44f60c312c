from . import answer, mailtext, nps, sampling, window
