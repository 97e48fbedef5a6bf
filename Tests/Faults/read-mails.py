#!/usr/bin/python3
"""Reads mails as a mail program would, with nothing of the project: one JSON object a line.

Usage: read-mails.py FOLDER
"""
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import sys

def decoded(words):
    # Between encoded words there is no blank (RFC 2047, 6.2); email.policy.default leaves one.
    return str(email.header.make_header(email.header.decode_header(words)))


for file in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    content = file.read_bytes()
    mail = email.message_from_bytes(content, policy=email.policy.default)
    raw = email.message_from_bytes(content)
    to = email.utils.getaddresses([raw["To"].replace("\r\n", "")])
    parts = [part for part in mail.walk() if not part.is_multipart()]
    print(json.dumps({
        "headers": mail.keys(),
        "to": [[decoded(name), address] for name, address in to],
        "toAddresses": [each.addr_spec for each in mail["To"].addresses],
        "from": [each.addr_spec for each in mail["From"].addresses],
        "subject": decoded(raw["Subject"].replace("\r\n", "")),
        "types": [part.get_content_type() for part in parts],
        "words": [part.get_payload(decode=True).decode() for part in parts],
        "defects": [str(defect) for part in mail.walk() for defect in part.defects],
    }))
