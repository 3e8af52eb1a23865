"""What is remembered of an agency, and that it is forgotten with it."""

import gc
import weakref

from crawler.remembered import forget, remembered


def counted(most, **said):
    """A remembered function, and what it was really asked."""
    asked = []

    @remembered(most, **said)
    def double(number):
        asked.append(number)
        return 2 * number

    return double, asked


def test_the_same_question_is_answered_once_until_it_is_forgotten():
    double, asked = counted(8)
    assert [double(3), double(3)] == [6, 6]
    assert asked == [3]
    forget()
    assert double(3) == 6
    assert asked == [3, 3]


def test_no_more_than_so_many_are_kept():
    double, asked = counted(2)
    for number in (1, 2, 3, 1):
        double(number)
    assert asked == [1, 2, 3, 1]


def test_what_every_agency_asks_outlives_one_as_long_as_it_is_little():
    double, asked = counted(8, spare=2)
    for number in (1, 2):
        double(number)
    forget()
    for number in (1, 2, 3):
        double(number)
    assert asked == [1, 2, 3]
    forget()
    double(1)
    assert asked == [1, 2, 3, 1]


def test_what_only_holds_on_to_itself_is_freed():
    class Thing:
        def __init__(self):
            self.itself = self

    gc.collect()
    gone = weakref.ref(Thing())
    forget()
    assert gone() is None


def test_a_cache_dies_with_its_function():
    double, _ = counted(8)
    gone = weakref.ref(double)
    del double
    gc.collect()
    assert gone() is None
    forget()
