//! Files become the reference types that correlation and operations declare.
//!
//! Decides: whether sites, devices, people, teams, insurers, policies and plans fit together.
//! Must not know: what the desk does with them.
