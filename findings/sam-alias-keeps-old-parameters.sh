#!/usr/bin/env bash
# SAM names the version that AutoPublishAlias publishes after a hash of the function's properties as they are written, before
# parameters are put in. A deployment that changes only a parameter's value therefore updates the function, but publishes no
# version: the alias, and everybody who calls it, stays with the old variables. AutoPublishAliasAllProperties does not help.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'aws-sam-translator==1.115.0'
cat > "$work/try.py" <<'PYTHON'
import sys
from importlib.metadata import version
import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

def versions(colour, parameter, more):
    properties = {
        'Handler': 'a.b', 'Runtime': 'nodejs22.x', 'CodeUri': 's3://bucket/key', 'AutoPublishAlias': 'live',
        'Environment': {'Variables': {'COLOUR': colour}}, **more,
    }
    template = {
        'Parameters': {'Colour': {'Type': 'String'}},
        'Resources': {'Step': {'Type': 'AWS::Serverless::Function', 'Properties': properties}},
    }
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name='us-east-1'))
    made = translator.translate(template, {'Colour': parameter})['Resources']
    return [name for name, resource in made.items() if resource['Type'] == 'AWS::Lambda::Version']

print('aws-sam-translator', version('aws-sam-translator'))
is_as_described = True
for more in ({}, {'AutoPublishAliasAllProperties': True}):
    by_parameter = versions({'Ref': 'Colour'}, 'red', more) != versions({'Ref': 'Colour'}, 'blue', more)
    by_text = versions('red', '', more) != versions('blue', '', more)
    print(more or 'AutoPublishAlias alone', '- new version for another parameter value:', by_parameter,
          '- for another text in the template:', by_text)
    is_as_described = is_as_described and by_text and not by_parameter
sys.exit(0 if is_as_described else 1)
PYTHON
"$work/venv/bin/python" "$work/try.py" 2> "$work/errors" || { cat "$work/errors"; exit 1; }
