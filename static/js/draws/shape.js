// What a draw's file consists of: the same table as ledger/draws/shape.json.
export const SHAPE = {
  "fields": {
    "announcement": {"fields": {
      "announced_by": {"fields": {"organisation": "text", "role": "text"}},
      "as_of": "date",
      "at": "moment",
      "city": "text",
      "districts": {"list": "text"},
      "draw": "text",
      "entropy": {"maybe": {"fields": {
        "count": "positive", "due": "date", "format": "text", "source": "text"
      }}},
      "kinds": {"list": "text"},
      "parties": {"list": {"fields": {"organisation": "text", "party": "text", "role": "text"}}},
      "percent": "percent",
      "rules": {"fields": {
        "edition": "text",
        "strata": {"list": "text"},
        "values": {"fields": {
          "forced_after_months": "count",
          "former_employer_years": "count",
          "inspectors_per_object": "positive",
          "objects_per_inspector": "positive",
          "weight_base": "positive",
          "weight_complaints": "count",
          "weight_complaints_cap": "count",
          "weight_credit": "count",
          "weight_credit_cap": "count",
          "weight_months": "count",
          "weight_months_cap": "count"
        }}
      }},
      "title": "text"
    }},
    "announcement_hash": "hash",
    "changes": {"list": {"fields": {
      "at": "moment",
      "hash": "hash",
      "inspector": "text",
      "kind": "text",
      "n": "positive",
      "only": {"maybe": "text"},
      "previous": "hash",
      "redraws": {"list": {"fields": {
        "inspectors": {"list": "text"},
        "object": "text",
        "skips": {"list": {"fields": {"inspector": "text", "reason": "text"}}},
        "turn": "positive"
      }}}
    }}},
    "commits": {"list": "hash"},
    "draw": "text",
    "format": "text",
    "marks": "text",
    "pool_hash": "hash",
    "pools": {"fields": {
      "announcement_hash": "hash",
      "at": "moment",
      "draw": "text",
      "inspectors": {"list": {"fields": {
        "districts": {"list": "text"},
        "id": "text",
        "interests": {"list": "text"},
        "kinds": {"list": "text"}
      }}},
      "left_out": {"list": {"fields": {"id": "text", "reason": "text"}}},
      "objects": {"list": {"fields": {
        "company": "text",
        "districts": {"list": "text"},
        "forced": "flag",
        "id": "text",
        "kind": "text",
        "last_by": {"list": "text"},
        "name": "text",
        "parts": {"fields": {"complaints": "count", "credit": "count", "months": "count"}},
        "stratum": "text",
        "weight": "positive"
      }}}
    }},
    "public_entropy": {"maybe": "text"},
    "result": {"fields": {
      "drawn": {"list": {"fields": {
        "how": "text",
        "inspectors": {"list": "text"},
        "object": "text",
        "skips": {"list": {"fields": {"inspector": "text", "reason": "text"}}}
      }}},
      "strata": {"list": {"fields": {
        "drawn": "count", "forced": "count", "size": "count", "stratum": "text"
      }}}
    }},
    "secrets": {"list": "hash"},
    "seed": "hash"
  }
};
