"""Services and domains as they ship, and what is read of them."""

import pytest

from kith.contact.service_rules import domains_of_tables, in_order, read_domains
from kith.contact.services import domains, services
from kith.policy.queries import roles, thresholds
from kith.policy.service_rules import read_services


def test_every_role_but_those_who_meet_nobody_works_for_one_service():
    working = {role for one in services().values() for role in one.roles}

    assert roles().keys() - working == {"place-manager", "kith"}
    assert working <= roles().keys()


def test_every_table_named_by_a_domain_is_there():
    assert {table for one in domains().values() for table in one.tables} <= thresholds().keys()


@pytest.mark.parametrize("second", ["SERVICE-2,a,A,x,", "SERVICE-2,b,B,nurse,"])
def test_a_code_or_role_that_stands_twice_is_an_error_of_the_list(second):
    with pytest.raises(ValueError, match="SERVICE-2: each code and each role once"):
        read_services(["id,service,label,roles,says", "SERVICE-1,a,A,nurse,", second])


@pytest.mark.parametrize("second", ["DOMAIN-2,a,A,", "DOMAIN-2,b,B,must"])
def test_a_domain_or_table_that_stands_twice_is_an_error_of_the_list(second):
    with pytest.raises(ValueError, match="DOMAIN-2: each code and each table once"):
        read_domains(["id,domain,label,tables", "DOMAIN-1,a,A,must", second])


def test_a_table_that_was_filled_in_assesses_its_domain():
    assert domains_of_tables(domains(), ["gad7", "must", "news2"]) == ["nutrition", "mood"]


def test_domains_stand_once_in_the_order_of_the_list():
    assert in_order(domains(), ["mood", "skin", "mood"]) == ["skin", "mood"]
    with pytest.raises(KeyError):
        in_order(domains(), ["sking"])
