#!/usr/bin/env bash
# The SAM CLI takes `--parameter-overrides` apart with a regular expression and keeps what matches. A value with a double quote
# in it that has no quotes around it is cut off there; the rest, an empty value, and words without "=" are dropped. No message,
# exit code 0: the stack is deployed with "{" where JSON was meant, or with the default.
# Expected by most: the value as typed (as `aws cloudformation deploy --parameter-overrides` takes it), or an error.
set -euo pipefail
VERSION=1.170.0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "aws-sam-cli==$VERSION"
cat >template.yaml <<'YAML'
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Thresholds: { Type: String, Default: '' }
  Other: { Type: String, Default: '' }
Resources:
  Nothing: { Type: AWS::CloudFormation::WaitConditionHandle }
YAML
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1

# What `sam build --debug` says it has read, and its exit code.
seen() {
  local code=0
  venv/bin/sam build --debug --parameter-overrides "$@" >log 2>&1 || code=$?
  printf '%s exit code %s\n' "$(grep -o 'Converted [0-9]* parameters: .*' log | tail -1)" "$code"
}

status=0
expect() { # words, then what is to be seen
  local wanted=$1
  shift
  local found
  found=$(seen "$@")
  printf '%-44s -> %s\n' "$*" "$found"
  [[ $found == *"$wanted"* && $found == *"exit code 0" ]] || { echo "  CHANGED: expected $wanted"; status=1; }
}

venv/bin/sam --version
expect "{'Thresholds': '{'}" 'Thresholds={"age":{"reject":17}}'
expect "{'Other': 'x'}" 'Thresholds= Other=x'
expect "{'Thresholds': 'a'}" 'Thresholds=a b'
expect "{'Thresholds': '{\"age\":{\"reject\":17}}'}" "Thresholds='{\"age\":{\"reject\":17}}'"
exit $status
