"""Reports: what is counted for many eyes, with small cells hidden."""
