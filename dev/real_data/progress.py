"""A progress bar for a terminal, or a line now and then where there is none."""

import sys
import time


class Progress:
    """Progress of one named step.

    :param total: what ``advance`` and ``reach`` will have counted at the end
    """

    WIDTH = 28

    def __init__(self, label, total, stream=None):
        self.label, self.total, self.done = label, total, 0
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()
        self.started = time.monotonic()
        self._shown_at, self._shown_part = 0.0, -1.0
        if total:
            self._show()

    def advance(self, count=1):
        """Count ``count`` more."""
        self.reach(self.done + count)

    def reach(self, done):
        """Count up to ``done``."""
        self.done = done
        self._show()

    def close(self):
        """Show the end; a step that had nothing to do says so."""
        self._show(last=True)

    def _show(self, last=False):
        part = min(1.0, self.done / self.total) if self.total else 1.0
        now = time.monotonic()
        if not last and now - self._shown_at < (0.2 if self.live else 1.0):
            return
        if not last and not self.live and part - self._shown_part < 0.05:
            return
        self._shown_at, self._shown_part = now, part
        text = self._text(part, now - self.started, last)
        if self.live:
            self.stream.write(f"\r\x1b[K{text}" + ("\n" if last else ""))
        else:
            self.stream.write(text + "\n")
        self.stream.flush()

    def _text(self, part, seconds, last):
        if last and not self.total:
            return f"{self.label}: nothing left to do"
        bar = "#" * int(part * self.WIDTH)
        text = f"{self.label}: [{bar:<{self.WIDTH}}] {part:4.0%}"
        if last:
            return f"{text}  {seconds:.0f} s"
        if part > 0.02 and seconds > 3:
            text += f"  about {seconds / part - seconds:.0f} s left"
        return text
