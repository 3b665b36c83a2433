"""Settings of the cold start's peers that nobody tuned."""

from training.benchmarks.cold_peers import CrowdOptions, PopularityOptions
from training.benchmarks.cold_tuning import Choice, Kind, Tuned
from training.benchmarks.hybrid import HybridOptions

_CROWD = {kind: Choice(options=CrowdOptions(), worth=0.5, tried=1) for kind in Kind}
CHOSEN = Tuned(
    popularity={kind: Choice(options=PopularityOptions(), worth=0.5, tried=1) for kind in Kind},
    ease=_CROWD,
    als=_CROWD,
    hybrid={kind: Choice(options=HybridOptions(), worth=0.5, tried=1) for kind in Kind},
)
