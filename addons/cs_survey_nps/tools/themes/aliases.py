"""Short forms and teencode, and the words that they stand for."""

_TABLE = """
gh=giao hàng|ghn=giao hàng nhanh|ghtk=giao hàng tiết kiệm|đh=đơn hàng|dh=đơn hàng
vc=vận chuyển|đvvc=đơn vị vận chuyển|dvvc=đơn vị vận chuyển|pvc=phí vận chuyển
ko=không|k=không|hok=không|hk=không|hông=không|hổng=không|hong=không|hem=không|kg=không
khg=không|khum=không|khom=không|kô=không|kp=không phải|kbh=không bao giờ|hôg=không
kb=không biết|chẳn=chẳng|ch=chưa|cka=chưa|chx=chưa
dc=được|đc=được|dk=được|đk=được|dx=được|đx=được|đuợc=được|duoc=được
sp=sản phẩm|spham=sản phẩm|nv=nhân viên|nvien=nhân viên|nvbh=nhân viên bán hàng
nvgh=nhân viên giao hàng|ktv=kỹ thuật viên|kt=kế toán|ql=quản lý
sz=size|ms=mới|r=rồi|rùi=rồi|ròi=rồi|h=giờ|bh=bảo hành|bhanh=bảo hành|hđ=hoá đơn
hd=hoá đơn|hđon=hoá đơn|hđđt=hoá đơn điện tử|hddt=hoá đơn điện tử|mst=mã số thuế
cskh=chăm sóc khách hàng|dv=dịch vụ|dvu=dịch vụ|tđ=thái độ|tdo=thái độ|cl=chất lượng
clg=chất lượng|klq=không liên quan|hsd=hạn sử dụng|hsdụng=hạn sử dụng
đg=đóng gói|dg=đóng gói|đgoi=đóng gói|km=khuyến mãi|kmãi=khuyến mãi|mgg=mã giảm giá
nma=nhưng mà|nhma=nhưng mà|nhg=nhưng|nhug=nhưng|nhưg=nhưng|j=gì|gj=gì|vs=với|z=vậy
ng=người|ngta=người ta|mn=mọi người|tl=trả lời|rep=trả lời|ib=nhắn tin|inb=nhắn tin
qc=quảng cáo|wa=quá|qá=quá|wá=quá|qa=quá|lun=luôn|lém=lắm|nhìu=nhiều|nh=nhiều
cx=cũng|cg=cũng|cũg=cũng|trc=trước|trk=trước|bt=bình thường|bthg=bình thường
bthuong=bình thường|dthg=dễ thương|dthương=dễ thương|dthuong=dễ thương|dt=điện thoại
đt=điện thoại|đthoai=điện thoại|sđt=số điện thoại|sdt=số điện thoại|tgian=thời gian
tg=thời gian|oder=order|odr=order|shiper=shipper|shiperr=shipper|sippo=shipper|đkí=đăng ký
đki=đăng ký|đn=đăng nhập|tk=tài khoản|mkhau=mật khẩu|tt=thanh toán|ttoan=thanh toán|ck=chuyển khoản
mún=muốn|mik=mình|mk=mình|mjk=mình|kh=khách|kháck=khách|đẹpp=đẹp|xink=xinh
xĩu=xỉu|iu=yêu|thik=thích|thjk=thích|kím=kiếm|xl=xin lỗi|sory=xin lỗi|nx=nữa|ntn=như thế nào
lm=làm|lmj=làm gì|bn=bao nhiêu|bnh=bao nhiêu|bgio=bao giờ|bjo=bao giờ|ckhoan=chuyển khoản
đtra=đổi trả|cty=công ty|ctu=chứng từ|gtgt=giá trị gia tăng|ctv=cộng tác viên
thruoc=trước|nhah=nhanh|nhank=nhanh|nhanhh=nhanh|chậmm=chậm|gé=giá|zá=giá
lquan=liên quan|ktra=kiểm tra|hnay=hôm nay|hqua=hôm qua|hum=hôm
recieve=receive|recieved=received|reciept=receipt|recipt=receipt|recept=receipt
pls=please|plz=please|u=you|ur=your|thru=through|b4=before|cuz=because|w/o=without
cust=customer|qty=quantity|del=delivery|delivry=delivery|dilivery=delivery|delivey=delivery
deliverd=delivered|delievery=delivery|quailty=quality|qualty=quality|prise=price|cheep=cheap
expencive=expensive|expensiv=expensive|packging=packaging|packageing=packaging|pakaging=packaging
warrenty=warranty|waranty=warranty|garantee=guarantee|garanty=guarantee|garante=guarantee
refound=refund|webiste=website|webside=website|invoce=invoice|invioce=invoice
personel=personnel|freindly=friendly|frendly=friendly|helpfull=helpful|arived=arrived
brocken=broken|defectiv=defective
"""

ALIASES = {
    short: tuple(words.split())
    for short, words in (
        entry.split("=") for line in _TABLE.split("\n") for entry in line.split("|") if entry
    )
}
