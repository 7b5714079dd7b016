"""The ledger as a list: pages, counts, one decision for several."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from webapp.api._issue_bulk import take_each
from webapp.fetch import allow
from webapp.queries.issue_export import exported
from webapp.queries.issue_facets import facets_json
from webapp.queries.issues import issue_page
from webapp.schemas import answers
from webapp.schemas.issue_list import BulkStep, ExportQuery, FilterQuery, ListQuery

bp = Blueprint("api_issue_list", __name__, description="The ledger as a list")


@bp.get("/issues")
@bp.arguments(ListQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(answers.Issues))
def list_issues(query: dict[str, Any]) -> dict[str, Any]:
    """List the issues the caller may see, newest first unless asked, with counts by state."""
    return issue_page(query)


@bp.get("/issue-facets")
@bp.arguments(FilterQuery, location="query")
@bp.response(200)
def list_facets(query: dict[str, Any]) -> dict[str, Any]:
    """Say for every filter what there is to choose and how many each choice would give."""
    allow("issue.view")
    return facets_json(query["asked"])


@bp.get("/issue-export")
@bp.arguments(ExportQuery, location="query")
def export(query: dict[str, Any]) -> Response:
    """Give the chosen issues as a file; positions are WGS-84 in every format."""
    allow("issue.view")
    return exported(query["asked"], query["format"])


@bp.post("/issue-steps")
@bp.arguments(BulkStep)
@bp.response(200)
def take_steps(said: dict[str, Any]) -> dict[str, Any]:
    """Take one step for several issues, each by itself; say of each what became of it."""
    allow("issue.view")
    return take_each(said)
