//! Every maximum of the desk, with where it comes from.
//!
//! Decides: how much of each thing there may be. A full table is a designed state: whoever fills it counts what it
//! could not take and says so on screen.
//! Must not know: any type but numbers.

/// Devices in one desk: a whole city (design section 11).
pub const DEVICES_MAX: usize = 1_000_000;

/// Minutes that a team may announce for its way: a day. More is a slip of a finger.
pub const ETA_MINUTES_MAX: u16 = 24 * 60;

/// Devices that no registry knows, each with a row of its own.
///
/// A gateway that loses its registry shows as its own devices first; 1,024 is one large site.
pub const UNREGISTERED_MAX: usize = 1_024;

/// Places among them that are kept for what comes when the others are taken: one a feed, for the fires of all further
/// strangers of it.
pub const UNREGISTERED_SPARE: usize = FEEDS_MAX;

/// Devices that no registry knows, of one feed: half of all, so that a feed that invents names takes no place from another.
pub const UNREGISTERED_OF_FEED_MAX: usize = UNREGISTERED_MAX / 2;

/// Refused messages that are kept of one feed: more than somebody reads in a night, and a page of a screen.
pub const QUARANTINE_MAX: usize = 32;

/// Bytes of the refused messages of one feed: each at its bound, and sixteen feeds together a megabyte of a checkpoint.
pub const QUARANTINE_BYTES_MAX: usize = 64 * 1_024;

/// Bytes that are kept of one refused message: two hundred and fifty lines of hexadecimal; the recording has all of them.
pub const QUARANTINE_MESSAGE_BYTES_MAX: usize = 4 * 1_024;

/// Bytes of refused messages of one feed that are hashed in a second: two of the largest, some milliseconds.
pub const QUARANTINE_HASHED_MAX: usize = 2 * FRAME_BYTES_MAX;

/// Nodes of the tree park > site > building > floor > zone.
pub const ZONES_MAX: usize = 65_536;

/// Levels of that tree: park, site, building, floor, zone and one to spare.
pub const ZONE_DEPTH_MAX: usize = 6;

/// Open incidents at once.
///
/// Surge is eleven in ten minutes an officer; 4,096 open ones are a city under a typhoon. When it is full, further
/// alarms join the overflow incident of their site.
pub const INCIDENTS_MAX: usize = 4_096;

/// Closed incidents that can still be looked at and reopened without the journal: a busy shift.
pub const CLOSED_KEPT_MAX: usize = 256;

/// Warnings that are active or were so lately: all signals of a province at once.
pub const WARNINGS_MAX: usize = 128;

/// Warnings that are over and remembered by identity: as many as the longest list has, so that a list of cancels is noted once.
///
/// Some 150 bytes each, half a mebibyte.
pub const WARNINGS_OVER_MAX: usize = BULLETIN_ENTRIES_MAX;

/// Liftings that name no warning and are remembered by their words: a province on the day after a typhoon.
pub const LIFTINGS_KEPT_MAX: usize = 256;

/// Warnings that found no place among [`WARNINGS_MAX`] and are counted by identity: the longest list.
pub const WARNINGS_UNLISTED_MAX: usize = BULLETIN_ENTRIES_MAX;

/// Divisions that one warning names; more are widened to the divisions above them.
pub const WARNING_DIVISIONS_MAX: usize = 16;

/// Vertices of one warning's polygons: twice the median of published zones (190). What has more is held as the octagon
/// around it.
///
/// Eight bytes each, for every warning, in the core and on the people's side: 1 MiB.
pub const WARNING_VERTICES_MAX: usize = 512;

/// Polygons of one warning that are held as they are: those that a warning of a city has, and some to spare.
pub const WARNING_RINGS_MAX: usize = 32;

/// Circles of one warning; one more is held as the octagon around it.
pub const WARNING_CIRCLES_MAX: usize = 16;

/// Octagons of one warning; the last one is widened by what follows.
pub const WARNING_OCTAGONS_MAX: usize = 8;

/// Entries of one bulletin: the whole country's warnings on a day of floods, and as many again. A box of 5 KiB each.
pub const BULLETIN_ENTRIES_MAX: usize = 4_096;

/// Limits of readings in the rules: each of the fourteen kinds in two units, and some to spare.
pub const LIMITS_MAX: usize = 32;

/// Inhibitions in the rules: each is asked at every alarm that is no hazard.
pub const INHIBITIONS_MAX: usize = 16;

/// Bytes of the sentence that `why` says of a rule: a hundred characters.
pub const RULE_WHY_BYTES_MAX: usize = 320;

/// Shelves, outages and maintenance windows that run at once: 30 shelves are many (EEMUA 191), a whole site under test is
/// one window.
pub const SUPPRESSIONS_MAX: usize = 1_024;

/// Alarms that stand and are held: a whole district under test; one more is announced.
pub const HELD_MAX: usize = 65_536;

/// Maintenance windows among them: a bit each in the mask of a zone.
pub const WINDOWS_MAX: usize = 64;

/// Incidents that follow one, as its dossier names them: a line of them.
pub const KIN_SHOWN_MAX: usize = 16;

/// Minutes that a device may be out of service: a month's repair; what takes longer is taken out of the registry.
pub const OUTAGE_MINUTES_MAX: u32 = 31 * 24 * 60;

/// Minutes that a maintenance window may run: a day; work that goes on is entered again by who has the desk then.
pub const WINDOW_MINUTES_MAX: u32 = 24 * 60;

/// Alarms that one split moves: what a person can name in a line.
pub const SPLIT_MAX: usize = 32;

/// Pairs of incidents whose merge is proposed, or that a person keeps apart.
pub const PAIRS_MAX: usize = 1_024;

/// Feeds of one desk.
pub const FEEDS_MAX: usize = 16;

/// Deadlines that run at once: three an incident, and as many again for day tasks.
pub const DEADLINES_MAX: usize = INCIDENTS_MAX * 4;

/// Calls that the desk holds beside the journal: a night of a city; the oldest ended ones give way.
pub const CALLS_KEPT_MAX: usize = 4_096;

/// Intakes that the desk holds beside the journal.
pub const INTAKES_KEPT_MAX: usize = 1_024;

/// Findings of one incident that the desk holds beside the journal: two screens of them.
pub const FINDINGS_KEPT_MAX: usize = 64;

/// Orders to teams that the desk holds: every team of the registry, several times over.
pub const DISPATCHES_KEPT_MAX: usize = TEAMS_MAX * 8;

/// Teams that one act sends: one a task.
pub const ORDERED_AT_ONCE_MAX: usize = 10;

/// Signatures under one release: the registry's limits ask for no more than four hands.
pub const HANDS_MAX: usize = 4;

/// Reservations that the desk holds beside the journal: a day of a city's; the oldest settled ones give way, and one that
/// is not settled never does.
pub const RESERVATIONS_KEPT_MAX: usize = 1_024;

/// Claims of one desk: five a day for nine years. They are followed until the insurer has paid, years if need be.
pub const CLAIMS_MAX: usize = 16_384;

/// Rescues that the books hold an account for; an account is never closed.
pub const RESCUES_MAX: usize = 65_536;

/// The largest sum of money that one account may come to, in fen: a thousand million million yuan.
///
/// Far above any pool, and far enough below `i64::MAX` that two such sums add up.
pub const MONEY_FEN_MAX: i64 = 100_000_000_000_000_000;

/// Deliveries that the desk holds beside the journal: every warning to every insurer, and the teams of a night.
pub const DELIVERIES_KEPT_MAX: usize = WARNINGS_MAX * INSURERS_MAX;

/// Things that wait for a signature or a decision, in a snapshot.
pub const WAITING_MAX: usize = 32;

/// People, teams and insurers of one registry.
pub const PEOPLE_MAX: usize = 4_096;
/// Teams of one registry.
pub const TEAMS_MAX: usize = 256;
/// Insurers of one registry.
pub const INSURERS_MAX: usize = 64;

/// Steps of an escalation: the settling of an incident looks at each of them on the way of an alarm, and nobody is left
/// to wake after eight.
pub const ESCALATION_STEPS_MAX: usize = 8;

/// Bytes of the address that a message is posted to: a host name and path, and a token as services give them.
pub const WEBHOOK_BYTES_MAX: usize = 512;

/// Bytes of a warning's official text in a relay: the longest published alerts (880 kB draw 41,000 points) give way, whole lists
/// of a province do not. A receiver reads a mebibyte.
pub const OFFICIAL_TEXT_BYTES_MAX: usize = 768 * 1_024;

/// Bytes of an official text that is no UTF-8, as they go along in base64 beside the text: with it below that mebibyte.
pub const OFFICIAL_BYTES_MAX: usize = 256 * 1_024;

/// Lines of the form of a report: two pages.
pub const FORM_LINES_MAX: usize = 64;
/// Bytes of one line of a form: a hundred characters and as many placeholders as fit.
pub const FORM_LINE_BYTES_MAX: usize = 480;

/// Answered action ids that the desk still knows by heart; older ones are looked up in the journal.
pub const ACTIONS_REMEMBERED_MAX: usize = 4_096;

/// Inputs that the desk drains before it commits and looks at its screens.
pub const BATCH_MAX: usize = 64;

/// Changes that one event may cause before the desk must take them away.
///
/// An event touches one device: at most its four alarms end or begin, each with a membership, a level, a severity and
/// a life-risk change of its incident (4 x 8), and twice that for one merge.
pub const CHANGES_MAX: usize = 128;

/// Changes that one event may cause; who calls the core takes the changes away before fewer places are left.
///
/// Each of four alarms ends a suppression, opens and joins with a first-out, level, severity, life-risk and renewal
/// change (4 x 9), and merges two incidents (4 x 5); the hazard one may leave another incident first (3); its gateway's
/// silence ends (2): 61.
pub const STEP_CHANGES_MAX: usize = 64;

/// Facts that one turn of the desk may decide before they must be taken away.
///
/// Each change makes at most one fact, each fact may start or end two deadlines.
pub const FACTS_MAX: usize = CHANGES_MAX * 3;

/// Frames of one feed that wait for the desk.
///
/// A feed of 25,000 frames a second is behind by a third of a second before its socket waits.
pub const FRAMES_WAITING_MAX: usize = 8_192;

/// Bytes of one frame on the wire, before anything is parsed (design section 6).
pub const FRAME_BYTES_MAX: usize = 2 * 1_024 * 1_024;

/// Bytes of one sensor event, after parsing.
pub const EVENT_BYTES_MAX: usize = 64 * 1_024;

/// Bytes of a segment of the recording before the next one is begun.
///
/// Retention takes whole segments: 32 MiB are ten minutes of a flood and a week of a quiet park.
pub const SEGMENT_BYTES: u64 = 32 * 1_024 * 1_024;

/// Bytes of a block of the recording before compression: the largest frame and as much again.
pub const BLOCK_BYTES_MAX: usize = 2 * FRAME_BYTES_MAX;

/// Free bytes under which somebody should make room this week, and their share of a small disk: a month of a quiet park.
pub const ROOM_LOW: (u64, u64) = (2 * 1_024 * 1_024 * 1_024, 5);

/// Free bytes under which somebody should make room this shift: an hour of a flood.
pub const ROOM_SHORT: (u64, u64) = (512 * 1_024 * 1_024, 10);

/// Free bytes that are the journal's alone: two segments of the recording, fifty thousand entries.
pub const ROOM_CRITICAL: (u64, u64) = (64 * 1_024 * 1_024, 20);

/// Bytes that are kept for the last entries: a thousand of them, a commit each, beside a log that is emptied at 4 MiB.
pub const BALLAST_BYTES: u64 = 8 * 1_024 * 1_024;

/// Bytes of one value of the journal: far above the largest fact (a warning that draws its area, under 20 KiB), far below what a damaged
/// length could claim.
pub const JOURNAL_VALUE_BYTES_MAX: usize = 1_024 * 1_024;

/// Entries of the journal that are held in memory at once while it is walked or folded.
pub const JOURNAL_PAGE_ROWS: usize = 1_000;

/// Entries that one look for words goes through: half a second of the thread that reads for the screens.
pub const JOURNAL_LOOKED_MAX: usize = 50_000;

/// Entries at the end of the journal whose hashes are checked when it is opened: under 10 ms.
pub const JOURNAL_TAIL_CHECKED: usize = 256;

/// Commands that wait for the desk: every screen has sent one and none is answered.
pub const COMMANDS_WAITING_MAX: usize = 1_024;

/// Screens that may be attached at once.
pub const SCREENS_MAX: usize = 64;

/// Bytes of a snapshot as a screen receives it.
pub const SNAPSHOT_BYTES_MAX: usize = 256 * 1_024;

/// Announcements of ten minutes that are counted one by one: more than a hundred times what one officer can take in.
pub const ANNOUNCEMENTS_MAX: usize = 1_024;
/// Places under which a surge folds incidents in the list; the last one stands for all others.
///
/// A list of 160x48 has some forty lines: a third of them, and one for what is elsewhere.
pub const FOLDS_MAX: usize = 16;

/// Open incidents in a snapshot, most urgent first; the rest are counted, and a screen asks for their window.
///
/// 200 rows are more than the tallest terminal shows at two lines each; 200 x 600 bytes are half the snapshot.
pub const SNAPSHOT_INCIDENTS_MAX: usize = 200;
/// Warnings in a snapshot.
pub const SNAPSHOT_WARNINGS_MAX: usize = 32;
/// Deadlines in a snapshot, the next to run out first.
pub const SNAPSHOT_DEADLINES_MAX: usize = 64;
/// Teams in a snapshot.
pub const SNAPSHOT_TEAMS_MAX: usize = 64;

/// Rows of a window that a screen asks for: the tallest terminal.
pub const WINDOW_ROWS_MAX: usize = 200;

/// Devices that a filter examines at one look.
///
/// A look takes the desk thread from alarms: 262,144 devices at some 30 ns each are 8 ms; a city narrows its filter.
pub const DEVICES_EXAMINED_MAX: usize = 262_144;

/// Sites that a warning names in a window; the others are counted.
pub const WARNING_SITES_NAMED_MAX: usize = 24;

/// Papers of a person in a window: more than anyone carries.
pub const PAPERS_LISTED_MAX: usize = 8;

/// Telephone numbers of an insurer in a window.
pub const CONTACTS_LISTED_MAX: usize = 8;

/// Devices in a member list that the dossier shows at once.
pub const DOSSIER_MEMBERS_MAX: usize = 64;

/// Bytes of a line that a person types: a note or a reason.
pub const LINE_BYTES_MAX: usize = 1_024;

/// Combining marks on one base character; Vietnamese and pinyin need two.
pub const MARKS_MAX: usize = 8;

/// Cells of the widest and tallest terminal that is painted; a claim beyond is clamped.
pub const COLUMNS_MAX: u16 = 500;
/// Rows of the tallest terminal that is painted.
pub const ROWS_MAX: u16 = 200;

const _: () = assert!(FACTS_MAX >= CHANGES_MAX, "each change may make a fact");
const _: () = assert!(STEP_CHANGES_MAX * 2 <= CHANGES_MAX, "timers and an event share a turn");
const _: () = assert!(SNAPSHOT_INCIDENTS_MAX <= INCIDENTS_MAX, "a snapshot shows incidents that exist");
const _: () = assert!(BLOCK_BYTES_MAX > FRAME_BYTES_MAX, "a block takes the largest frame");
const _: () = assert!(WARNING_VERTICES_MAX <= u16::MAX as usize, "a ring's end is sixteen bits");
const _: () = assert!(FRAME_BYTES_MAX > EVENT_BYTES_MAX, "the transport lets every event through");

/// Acts that nobody proved and that the handover sheet lists: a shift's worth of one who never signs on; older ones stand in the
/// journal and are counted.
pub const UNPROVED_KEPT_MAX: usize = 256;

/// Handovers whose outgoing signature is missing and that are listed: a week of two shifts a day.
pub const UNSIGNED_HANDOVERS_MAX: usize = 14;

/// Officers whom the box of a handover offers by a digit.
pub const HANDOVER_OFFICERS_MAX: usize = 9;

/// Injects of a drill's scenario: one every four minutes of an eight-hour exercise.
pub const INJECTS_MAX: usize = 128;
/// Words of a drill that its players can read again: half of what the longest drill tells, and a twelfth of a snapshot.
pub const TOLD_SHOWN_MAX: usize = 64;
/// Items of a phase's exit checklist: a bit each of sixteen.
pub const CHECKS_MAX: usize = 16;
/// Things that a drill may leave to be done; an improvement plan that is longer is none.
pub const DRILL_ACTIONS_MAX: usize = 64;
/// Observations of a drill that its director's page lists: one every two minutes of eight hours; the journal has all.
pub const DRILL_OBSERVATIONS_MAX: usize = 240;
/// Entries whose typed words a screen asks for at once: a page of them.
pub const TEXTS_ASKED_MAX: usize = 64;
/// Units: thousandths of real time. A drill is slowed down to a quarter.
pub const DRILL_PACE_MIN: u32 = 250;
/// Units: thousandths of real time. Beyond a thousand times nobody decides anything.
pub const DRILL_PACE_MAX: u32 = 1_000_000;
