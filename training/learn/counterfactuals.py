"""Counterfactuals: what a model would say to the same person by another name or address."""

from dataclasses import asdict, dataclass, field

from matcher.ranking import GlassBox
from training.learn.name_swap import NameSwap, NameSwapConfig, name_swap
from training.learn.postcode_swap import PostcodeSwap, PostcodeSwapConfig, postcode_swap
from training.learn.scene import Scene
from training.registry.gate import Finding


@dataclass(frozen=True, slots=True)
class CounterfactualConfig:
    """How many are swapped, and what may change."""

    names: NameSwapConfig = field(default_factory=NameSwapConfig)
    postcodes: PostcodeSwapConfig = field(default_factory=PostcodeSwapConfig)


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """The figures of both swaps."""

    names: NameSwap
    postcodes: PostcodeSwap

    @property
    def passed(self) -> bool:
        """Whether neither name nor address changes what they must not."""
        return self.names.passed and self.postcodes.passed

    @property
    def findings(self) -> tuple[Finding, ...]:
        """As the gate takes them."""
        return (_finding("name_swap", self.names), _finding("postcode_swap", self.postcodes))


def counterfactuals(
    model: GlassBox, scene: Scene, *, config: CounterfactualConfig | None = None
) -> Counterfactuals:
    """Swap names and addresses in ``scene``, which is as before afterwards.

    What was learnt from behaviour counts as the scene has adopted it.
    """
    asked = config or CounterfactualConfig()
    return Counterfactuals(
        name_swap(model, scene, config=asked.names),
        postcode_swap(model, scene, config=asked.postcodes),
    )


def _finding(code: str, swap: NameSwap | PostcodeSwap) -> Finding:
    figures = asdict(swap)
    return Finding(code, passed=figures.pop("passed"), params=figures)
