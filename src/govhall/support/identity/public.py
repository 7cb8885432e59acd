"""What other apps may use of identity: who somebody is, for whom they act, which posts they hold."""

from govhall.support.identity.choices import (
    AccountKind,
    AgentAct,
    AgentState,
    EntityKind,
    Evidence,
    StaffState,
    TicketWay,
)
from govhall.support.identity.demo import demo_accounts, load_accounts
from govhall.support.identity.events import (
    AccountDisabled,
    AccountFact,
    AgencyChanged,
    EmailChanged,
    EntityRegistered,
    PasswordReset,
    PersonConfirmed,
    PostEnded,
    ResetAsked,
)
from govhall.support.identity.rules import LEVEL_NAMES, grouped_code, level_name
from govhall.support.identity.selectors import (
    AccountNotFound,
    PartyNotFound,
    account_id,
    actor_for,
    contact_of,
    contact_of_account,
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
from govhall.support.identity.selectors.agents import own_parties, powers_given, powers_received
from govhall.support.identity.selectors.staff import find as find_officers
from govhall.support.identity.selectors.staff import grantable_roles, managed_agencies, staff_file
from govhall.support.identity.services.accounts import (
    UsernameTaken,
    create_officer,
    create_person_account,
    deactivate,
    save_preferences,
)
from govhall.support.identity.services.acting import switch_party
from govhall.support.identity.services.agents import (
    AgentUnknown,
    AskedAlready,
    TooManyGuesses,
    accept_agency,
    appoint_agent,
    ask_agent,
    decline_agency,
    revoke_agent,
)
from govhall.support.identity.services.entities import (
    EntityExists,
    NotAnAgent,
    create_legal_entity,
    require_may_act,
)
from govhall.support.identity.services.persons import (
    LevelTooLow,
    NumberAlreadyConfirmed,
    create_person,
    raise_level,
    require_level,
)
from govhall.support.identity.services.posts import RolesClash, appoint, end_post
from govhall.support.identity.services.recovery import (
    TooManySearches,
    account_at_window,
    ask_link,
    confirm_at_window,
    find_accounts,
    link_text,
    may_be_mailed,
    prove_at_window,
)
from govhall.support.identity.services.sessions import give_second_factor
from govhall.support.identity.services.staff import (
    LastAdministrator,
    OfficerKnown,
    disable,
    edit,
    enable,
    give_post,
    hire,
    reset,
    take_post,
)
from govhall.support.identity.services.tickets import TicketUnusable
from govhall.support.identity.services.verification import (
    ClaimNotConfirmed,
    RealNameVerifier,
    VerificationUnavailable,
    verify_real_name,
)
from govhall.support.identity.values import (
    AgentScope,
    Contact,
    DemoAccount,
    FoundAccount,
    LegalEntityValue,
    LevelEventValue,
    OfficerValue,
    PartyDetails,
    PartyKind,
    PartyValue,
    PersonValue,
    PostRecord,
    PostValue,
    PowerValue,
    RealNameClaim,
    StaffFile,
    StaffRow,
    TicketValue,
)

__all__ = [
    "LEVEL_NAMES", "AccountDisabled", "AccountFact", "AccountKind", "AccountNotFound", "AgencyChanged", "AgentAct",
    "AgentScope", "AgentState", "AgentUnknown", "AskedAlready", "ClaimNotConfirmed", "Contact", "DemoAccount",
    "EmailChanged", "EntityExists", "EntityKind", "EntityRegistered", "Evidence", "FoundAccount", "LastAdministrator",
    "LegalEntityValue", "LevelEventValue", "LevelTooLow", "NotAnAgent", "NumberAlreadyConfirmed", "OfficerKnown",
    "OfficerValue", "PartyDetails", "PartyKind", "PartyNotFound", "PartyValue", "PasswordReset", "PersonConfirmed",
    "PersonValue", "PostEnded", "PostRecord", "PostValue", "PowerValue", "RealNameClaim", "RealNameVerifier",
    "ResetAsked", "RolesClash", "StaffFile", "StaffRow", "StaffState", "TicketUnusable", "TicketValue", "TicketWay",
    "TooManyGuesses", "TooManySearches", "UsernameTaken", "VerificationUnavailable",
    "accept_agency", "account_at_window", "account_id", "actor_for", "appoint", "appoint_agent", "ask_agent",
    "ask_link", "confirm_at_window", "contact_of", "contact_of_account", "create_legal_entity", "create_officer",
    "create_person", "create_person_account", "deactivate", "decline_agency", "demo_accounts", "disable", "edit",
    "enable", "end_post", "find_accounts", "find_officers", "give_post", "give_second_factor", "grantable_roles",
    "grouped_code", "hire", "legal_entity", "legal_entity_by_uscc", "level_history", "level_name", "link_text",
    "load_accounts", "managed_agencies", "may_be_mailed", "officer", "officers_of", "own_parties", "parties",
    "parties_of", "parties_with", "party", "party_details", "person", "person_of", "powers_given", "powers_received",
    "preferences_of", "prove_at_window", "raise_level", "require_level", "require_may_act", "reset", "revoke_agent",
    "save_preferences", "scope_for", "staff_file", "switch_party", "take_post", "usernames", "verified_person",
    "verify_real_name",
]  # fmt: skip
