from media.slots import SlotPlan


def test_publishers_take_slots_in_the_order_they_come() -> None:
    plan = SlotPlan(3)
    assert plan.assign(["a"]) == {0: "a"}
    assert plan.assign(["a", "b"]) == {0: "a", 1: "b"}


def test_nobody_moves_when_somebody_leaves() -> None:
    plan = SlotPlan(3)
    plan.assign(["a", "b", "c"])
    assert plan.assign(["b", "c"]) == {1: "b", 2: "c"}


def test_who_comes_back_gets_the_same_slot() -> None:
    plan = SlotPlan(3)
    plan.assign(["a", "b"])
    plan.assign(["b"])
    assert plan.assign(["b", "a"]) == {0: "a", 1: "b"}


def test_a_newcomer_takes_a_fresh_slot_before_one_that_is_reserved() -> None:
    plan = SlotPlan(2)
    plan.assign(["a"])
    assert plan.assign(["b"]) == {1: "b"}


def test_without_a_fresh_slot_the_newcomer_takes_the_place_of_who_is_away() -> None:
    plan = SlotPlan(2)
    plan.assign(["a", "b"])
    assert plan.assign(["b", "c"]) == {0: "c", 1: "b"}


def test_more_publishers_than_slots_leaves_the_last_one_out() -> None:
    assert SlotPlan(1).assign(["a", "b"]) == {0: "a"}
