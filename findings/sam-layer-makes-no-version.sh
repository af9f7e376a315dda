#!/usr/bin/env bash
# A new layer makes no new version of the functions that have it: SAM publishes for AutoPublishAlias by a hash in which a layer is
# its logical id of the template, not the version of it that the deployment makes. So a function called by alias or version stays
# with the old libraries until its own code changes. AutoPublishAliasAllProperties does not help; PublishLambdaVersion of the layer
# does together with it, but not where Layers chooses by Fn::If, as it must for a layer of each processor.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'aws-sam-translator==1.115.0'
cat > "$work/try.py" <<'PYTHON'
import sys
from copy import deepcopy
from importlib.metadata import version
import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

DIRECT = {'Ref': 'Libraries'}
CHOSEN = {'Fn::If': ['Always', {'Ref': 'Libraries'}, {'Ref': 'AWS::NoValue'}]}

def versions(layer, content, function_says, layer_says):
    template = {
        'Conditions': {'Always': {'Fn::Equals': ['a', 'a']}},
        'Resources': {
            'Libraries': {
                'Type': 'AWS::Serverless::LayerVersion',
                'Properties': {'ContentUri': f's3://bucket/{content}', **layer_says},
            },
            'Step': {
                'Type': 'AWS::Serverless::Function',
                'Properties': {
                    'Handler': 'a.b', 'Runtime': 'nodejs22.x', 'CodeUri': 's3://bucket/key', 'AutoPublishAlias': 'live',
                    'Layers': [deepcopy(layer)], **function_says,
                },
            },
        },
    }
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name='us-east-1'))
    made = translator.translate(template, {})['Resources']
    return [name for name, resource in made.items() if resource['Type'] == 'AWS::Lambda::Version']

ALL = {'AutoPublishAliasAllProperties': True}
PUBLISH = {'PublishLambdaVersion': True}
print('aws-sam-translator', version('aws-sam-translator'))
seen = []
for words, layer, function_says, layer_says in (
    ('AutoPublishAlias', DIRECT, {}, {}),
    ('and AutoPublishAliasAllProperties', DIRECT, ALL, {}),
    ('and PublishLambdaVersion of the layer', DIRECT, ALL, PUBLISH),
    ('and the layer chosen by Fn::If', CHOSEN, ALL, PUBLISH),
):
    is_new = versions(layer, 'old', function_says, layer_says) != versions(layer, 'new', function_says, layer_says)
    print(words, '- new version for a new layer:', is_new)
    seen.append(is_new)
sys.exit(0 if seen == [False, False, True, False] else 1)
PYTHON
"$work/venv/bin/python" "$work/try.py" 2> "$work/errors" || { cat "$work/errors"; exit 1; }
