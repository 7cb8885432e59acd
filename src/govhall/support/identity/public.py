"""What other apps may use of identity: who somebody is, for whom they act, which posts they hold."""

from govhall.support.identity.choices import AccountKind, EntityKind, Evidence
from govhall.support.identity.demo import demo_accounts, load_accounts
from govhall.support.identity.events import EntityRegistered, PersonConfirmed
from govhall.support.identity.rules import LEVEL_NAMES, level_name
from govhall.support.identity.selectors import (
    AccountNotFound,
    PartyNotFound,
    account_id,
    actor_for,
    agents_of,
    contact_of,
    legal_entity,
    legal_entity_by_uscc,
    level_history,
    officer,
    officers_of,
    parties,
    parties_of,
    parties_with,
    party,
    party_details,
    person,
    person_of,
    preferences_of,
    scope_for,
    usernames,
    verified_person,
)
from govhall.support.identity.services.accounts import (
    UsernameTaken,
    create_officer,
    create_person_account,
    deactivate,
    save_preferences,
)
from govhall.support.identity.services.acting import switch_party
from govhall.support.identity.services.entities import (
    EntityExists,
    NotAnAgent,
    appoint_agent,
    create_legal_entity,
    require_may_act,
    revoke_agent,
)
from govhall.support.identity.services.persons import (
    LevelTooLow,
    NumberAlreadyConfirmed,
    create_person,
    raise_level,
    require_level,
)
from govhall.support.identity.services.posts import RolesClash, appoint, end_post
from govhall.support.identity.services.sessions import give_second_factor
from govhall.support.identity.services.verification import (
    ClaimNotConfirmed,
    RealNameVerifier,
    VerificationUnavailable,
    verify_real_name,
)
from govhall.support.identity.values import (
    AgentScope,
    AgentValue,
    Contact,
    DemoAccount,
    LegalEntityValue,
    LevelEventValue,
    OfficerValue,
    PartyDetails,
    PartyKind,
    PartyValue,
    PersonValue,
    PostValue,
    RealNameClaim,
)

__all__ = [
    "LEVEL_NAMES", "AccountKind", "AccountNotFound", "AgentScope", "AgentValue", "ClaimNotConfirmed", "Contact",
    "DemoAccount", "EntityExists", "EntityKind", "EntityRegistered", "Evidence", "LegalEntityValue",
    "LevelEventValue", "LevelTooLow", "NotAnAgent", "NumberAlreadyConfirmed", "OfficerValue", "PartyDetails",
    "PartyKind", "PartyNotFound", "PartyValue", "PersonConfirmed", "PersonValue", "PostValue", "RealNameClaim",
    "RealNameVerifier", "RolesClash", "UsernameTaken",
    "VerificationUnavailable",
    "account_id", "actor_for", "agents_of", "appoint", "appoint_agent", "contact_of", "create_legal_entity",
    "create_officer", "create_person", "create_person_account", "deactivate", "demo_accounts", "end_post",
    "give_second_factor",
    "legal_entity", "legal_entity_by_uscc", "level_history", "level_name", "load_accounts", "officer",
    "officers_of", "parties", "parties_of", "parties_with", "party", "party_details", "person", "person_of",
    "preferences_of", "raise_level", "require_level", "require_may_act", "revoke_agent", "save_preferences",
    "scope_for", "switch_party", "usernames", "verified_person", "verify_real_name",
]  # fmt: skip
