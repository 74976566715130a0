"""Scenarios and rubrics as the contract's messages say them, and back."""

from google.protobuf.duration_pb2 import Duration
from viva.interview.v1 import rubric_pb2, stage_pb2
from viva.session.v1 import scenario_pb2 as pb

from services.session.questions.rubric import Criterion, Level, Rubric
from services.session.questions.scenario import Fault, Scenario, ScenarioStage
from services.session.questions.stages import Area, Focus, Language, Stage, StageKind, Variant


def encode_rubric(rubric: Rubric) -> rubric_pb2.Rubric:
    """A rubric."""
    return rubric_pb2.Rubric(
        version=rubric.version,
        criteria=[
            rubric_pb2.Criterion(
                criterion_id=criterion.criterion_id,
                name=criterion.name,
                description=criterion.description,
                levels=[rubric_pb2.Level(points=level.points, anchor=level.anchor) for level in criterion.levels],
                indicators=criterion.indicators,
            )
            for criterion in rubric.criteria
        ],
    )


def decode_rubric(rubric: rubric_pb2.Rubric) -> Rubric:
    """A rubric; its version is that of its content, whatever the sender called it."""
    return Rubric.of(
        [
            Criterion(
                criterion_id=criterion.criterion_id,
                name=criterion.name,
                description=criterion.description,
                levels=tuple(Level(level.points, level.anchor) for level in criterion.levels),
                indicators=tuple(criterion.indicators),
            )
            for criterion in rubric.criteria
        ]
    )


def encode_scenario(scenario: Scenario) -> pb.ScenarioContent:
    """What people wrote in a scenario."""
    return pb.ScenarioContent(
        name=scenario.name,
        variant=int(scenario.variant),  # type: ignore[arg-type]  # the numbers are the contract's, here and below
        focus=int(scenario.focus),  # type: ignore[arg-type]
        language=int(scenario.language),  # type: ignore[arg-type]
        stages=[_encode_stage(stage) for stage in scenario.stages],
        area_weights=[
            stage_pb2.AreaWeight(area=int(area), percent=percent)  # type: ignore[arg-type]
            for area, percent in scenario.area_weights.items()
        ],
    )


def decode_scenario(content: pb.ScenarioContent) -> Scenario:
    """What people wrote in a scenario."""
    return Scenario(
        name=content.name,
        variant=Variant(content.variant),
        focus=Focus(content.focus),
        language=Language(content.language),
        stages=tuple(_decode_stage(stage) for stage in content.stages),
        area_weights={Area(weight.area): weight.percent for weight in content.area_weights},
    )


def encode_fault(fault: Fault) -> pb.ScenarioFault:
    """Something in a scenario that cannot be asked."""
    return pb.ScenarioFault(
        stage=int(fault.stage) if fault.stage else 0,  # type: ignore[arg-type]
        kind=int(fault.kind),  # type: ignore[arg-type]
        detail=fault.detail,
    )


def _encode_stage(stage: ScenarioStage) -> pb.ScenarioStage:
    limit = Duration()
    limit.FromTimedelta(stage.time_limit)
    return pb.ScenarioStage(
        stage=int(stage.stage),  # type: ignore[arg-type]
        kind=int(stage.kind),  # type: ignore[arg-type]
        guide=stage.guide,
        template=stage.template,
        fallback=stage.fallback,
        rubric=encode_rubric(stage.rubric),
        area=int(stage.area),  # type: ignore[arg-type]
        time_limit=limit,
    )


def _decode_stage(stage: pb.ScenarioStage) -> ScenarioStage:
    return ScenarioStage(
        stage=Stage(stage.stage),
        kind=StageKind(stage.kind),
        guide=stage.guide,
        rubric=decode_rubric(stage.rubric),
        area=Area(stage.area),
        time_limit=stage.time_limit.ToTimedelta(),
        template=stage.template,
        fallback=stage.fallback,
    )
